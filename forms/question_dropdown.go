package forms

// dropdown picks exactly one value from a list that opens.
type dropdown struct{ single }

func (dropdown) effort() Effort { return Effort{Taps: 1, Seconds: 7} }
