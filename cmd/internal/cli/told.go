package cli

import "proffer/forms/fault"

// told is a fault for whoever wrote the form: what, where, and what would be right, one line each.
func told(err error) string { return toldAt(err, func(pointer string) string { return pointer }) }

// toldAt is told with other names for the places.
func toldAt(err error, place func(pointer string) string) string {
	f := fault.Of(err)
	out := f.Detail
	for i, field := range f.Fields {
		if field.Pointer != "" {
			field.Pointer = place(field.Pointer)
		}
		switch {
		case len(f.Fields) == 1 && field.Detail == out:
			return field.String()
		case i == 0 && out == "":
			out = field.String()
		default:
			out += "\n  " + field.String()
		}
	}
	return out
}
