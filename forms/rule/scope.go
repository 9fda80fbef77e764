package rule

// Type is what is known of a variable or of a rule's result before there is a value.
type Type struct {
	Kind Kind
	// Elem is the kind of a List's elements.
	Elem Kind
	// Values is the finite set of texts, or of a List's elements, that can occur; nil if any can.
	// A literal that is compared with it must be one of them.
	Values []string
}

func (t Type) String() string {
	if t.Kind == List && t.Elem != Absent {
		return "list of " + t.Elem.String() + "s"
	}
	return t.Kind.String()
}

// Scope says what a rule may see at the place where it stands.
type Scope interface {
	// Lookup gives the type of a variable, or an error whose text says why it cannot be used at this
	// place: it is unknown, it comes later on the path, it is a consent in an outcome. A type of kind
	// Absent stands for a variable with a defect of its own, reported elsewhere: it fits everywhere.
	Lookup(name string) (Type, error)
	// Names lists what may be used, for suggestions.
	Names() []string
}
