package preview

import (
	"sync"

	"proffer/forms"
)

// State is what the preview shows: the brands with what is served of them and what is to be said of
// their files.
type State struct {
	Serial int     `json:"serial"` // counts the changes
	Watch  bool    `json:"watch"`  // files are watched and answers are tests
	Brands []Brand `json:"brands"`
}

// Brand is one brand folder.
type Brand struct {
	Folder string `json:"folder"`
	ID     string `json:"id"`   // "" as long as nothing of it could be read
	Name   string `json:"name"` // likewise
	// Published counts the times that what is served was published; 0: nothing is served.
	Published int `json:"published"`
	// Behind says that the files have errors, so that what is served is older than they are.
	Behind   bool            `json:"behind"`
	Findings []forms.Finding `json:"findings"`
	Stages   []string        `json:"stages,omitempty"`
	Forms    []Form          `json:"forms"`
}

// Form is one form as it is served.
type Form struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Kind    string   `json:"kind"`
	Version int      `json:"version"`
	Locales []string `json:"locales"`
	Paths   string   `json:"paths"`            // how many, in words
	Balance string   `json:"balance"`          // the lowest of any path, or why there is none
	Signs   bool     `json:"signs,omitempty"`  // somebody has to be signed in, or something signed, to try it
	Fields  []Field  `json:"fields,omitempty"` // what its page passes in
	Closed  bool     `json:"closed,omitempty"` // it takes no answers now

	form *forms.Form
}

// Field is one thing that a page passes in.
type Field struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Type   string `json:"type"`
	Signed bool   `json:"signed,omitempty"`
}

// NewForm tells what the preview shows of a form's definition.
func NewForm(f *forms.Form, locales []string) Form {
	out := Form{ID: f.ID, Title: f.Title.In(locales[0]), Kind: f.Kind, Locales: locales, Signs: Signs(f), form: f}
	for _, name := range f.Context.Names() {
		field, _ := f.Context.Get(name)
		out.Fields = append(out.Fields, Field{Name: name, Label: field.Label.In(locales[0]), Type: field.Type, Signed: field.Signed})
	}
	return out
}

// board holds the state and tells those who watch when it changes.
type board struct {
	mu       sync.Mutex
	state    State
	watchers map[chan struct{}]struct{}
}

// maxWatchers bounds the open streams.
const maxWatchers = 64

func (b *board) set(s State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.Serial = b.state.Serial + 1
	b.state = s
	for w := range b.watchers {
		select {
		case w <- struct{}{}:
		default: // it was told already, and will find the newest state
		}
	}
}

func (b *board) get() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

// watch gives a channel that is told of changes; ok is false when too many watch.
func (b *board) watch() (changes chan struct{}, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.watchers) >= maxWatchers {
		return nil, false
	}
	changes = make(chan struct{}, 1)
	changes <- struct{}{} // the state as it is
	b.watchers[changes] = struct{}{}
	return changes, true
}

func (b *board) leave(changes chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.watchers, changes)
}

// find gives a form of a brand as it is served.
func (s State) find(brand, form string) (Brand, Form, bool) {
	for _, b := range s.Brands {
		for _, f := range b.Forms {
			if b.ID == brand && f.ID == form && b.Published > 0 {
				return b, f, true
			}
		}
	}
	return Brand{}, Form{}, false
}
