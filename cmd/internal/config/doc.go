// Package config turns what an operator typed, exported or left to its default into one checked
// Config, and keeps the file of signing keys. It is the only place that knows the names of flags
// and environment variables; nothing outside cmd reads either.
package config
