// Package forms is what a brand can define: its folder of JSON read strictly, checked with every
// finding placed, and resolved into versions that never change. README.md is the reference for those
// who write a brand.
package forms
