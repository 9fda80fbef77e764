package sqlite

import (
	"database/sql/driver"
	"strings"

	"proffer/engine"
)

// names is the writer's memory of the small tables: which number stands for which name, and the
// counters, which are written back once per commit. It belongs to the writer's goroutine. After a
// rolled back transaction it is empty and fills again from the file.
type names struct {
	brands   map[string]*brand
	bases    map[baseName]int64
	types    map[string]int64
	subjects *subjects
	dirty    []counter
}

// counter writes its row back.
type counter interface {
	flush(s *session) error
	mark() (first bool)
}

type marked bool

func (m *marked) mark() bool {
	first := !bool(*m)
	*m = true
	return first
}

type brand struct {
	marked
	id, seq   int64
	forms     map[string]*form
	offers    map[string]*offer
	pools     map[string]*pool
	endpoints map[string]*endpoint
}

type form struct {
	marked
	id, responses, votes int64
}

type offer struct {
	marked
	id, taken, spent, erased, erasedSpent int64
	terms                                 map[string]bool // versions whose terms are stored
}

type endpoint struct {
	marked
	name                                  string
	id, pending, delivered, dropped, dead int64
	failures, failing, succeeded          int64 // how attempts fare: since the last success, since when, and that success
	logged                                int64 // attempts that were ever logged: the next one's place
	held                                  bool  // paused or disabled: nothing is leased
	deleted                               bool
}

// subjects numbers subjects; last was given to the newest.
type subjects struct {
	marked
	last int64
}

type baseName struct{ purpose, version, basis string }

func newNames() *names {
	return &names{brands: map[string]*brand{}, bases: map[baseName]int64{}, types: map[string]int64{}}
}

func (b *brand) flush(s *session) error {
	b.marked = false
	_, err := s.exec("UPDATE brands SET seq = ? WHERE id = ?", b.seq, b.id)
	return err
}

func (f *form) flush(s *session) error {
	f.marked = false
	_, err := s.exec("UPDATE forms SET responses = ?, votes = ? WHERE id = ?", f.responses, f.votes, f.id)
	return err
}

func (o *offer) flush(s *session) error {
	o.marked = false
	_, err := s.exec("UPDATE offers SET taken = ?, spent = ?, erased = ?, erased_spent = ? WHERE id = ?", o.taken, o.spent, o.erased, o.erasedSpent, o.id)
	return err
}

func (e *endpoint) flush(s *session) error {
	e.marked = false
	_, err := s.exec("UPDATE endpoints SET pending = ?, delivered = ?, dropped = ?, dead = ?, failures = ?, failing = ?, succeeded = ?, logged = ? WHERE id = ?",
		e.pending, e.delivered, e.dropped, e.dead, e.failures, e.failing, e.succeeded, e.logged, e.id)
	return err
}

func (n *subjects) flush(s *session) error {
	n.marked = false
	_, err := s.exec("INSERT INTO meta (key, value) VALUES ('subjects', ?1) ON CONFLICT DO UPDATE SET value = ?1", n.last)
	return err
}

// add changes a counter; if the operation is undone, so is the change.
func (st *Store) add(c counter, field *int64, by int64) {
	*field += by
	st.w.undo = append(st.w.undo, func() { *field -= by })
	if c.mark() {
		st.names.dirty = append(st.names.dirty, c)
	}
}

// set gives a counter a value; if the operation is undone, it has its old one again.
func (st *Store) set(c counter, field *int64, value int64) { st.add(c, field, value-*field) }

// flush writes what the memory has changed, last in each transaction.
func (st *Store) flush() error {
	if err := st.tell(); err != nil {
		return err
	}
	for _, c := range st.names.dirty {
		if err := c.flush(st.w.s); err != nil {
			return err
		}
	}
	st.names.dirty = st.names.dirty[:0]
	return nil
}

// known reads the row of a name, and makes it first if there is none. Making it is undone with the
// operation, so the caller forgets it then.
func (st *Store) known(sel, ins string, args ...any) (row []driver.Value, made bool, err error) {
	row, err = st.w.s.one(sel, args...)
	if row != nil || err != nil {
		return row, false, err
	}
	if _, err = st.w.s.exec(ins, args...); err != nil {
		return nil, false, err
	}
	row, err = st.w.s.one(sel, args...)
	return row, true, err
}

// remember keeps a value in the writer's memory, until the operation is undone if it made the row.
func remember[K comparable, V any](st *Store, m map[K]V, k K, v V, made bool) V {
	m[strong(k)] = v
	if made {
		st.w.undo = append(st.w.undo, func() { delete(m, k) })
	}
	return v
}

// strong detaches a string key from the request's memory that it may be a part of.
func strong[K comparable](k K) K {
	if s, ok := any(k).(string); ok {
		return any(strings.Clone(s)).(K)
	}
	return k
}

func (st *Store) brand(name string) (*brand, error) {
	if b := st.names.brands[name]; b != nil {
		return b, nil
	}
	row, made, err := st.known("SELECT id, seq FROM brands WHERE brand = ?", "INSERT INTO brands (brand) VALUES (?)", name)
	if err != nil {
		return nil, err
	}
	b := &brand{id: row[0].(int64), seq: row[1].(int64), forms: map[string]*form{}, offers: map[string]*offer{}, pools: map[string]*pool{}, endpoints: map[string]*endpoint{}}
	return remember(st, st.names.brands, name, b, made), nil
}

func (st *Store) form(b *brand, name string) (*form, error) {
	if f := b.forms[name]; f != nil {
		return f, nil
	}
	row, made, err := st.known("SELECT id, responses, votes FROM forms WHERE brand = ? AND form = ?", "INSERT INTO forms (brand, form) VALUES (?, ?)", b.id, name)
	if err != nil {
		return nil, err
	}
	f := &form{id: row[0].(int64), responses: row[1].(int64), votes: row[2].(int64)}
	return remember(st, b.forms, name, f, made), nil
}

func (st *Store) offer(b *brand, name string) (*offer, error) {
	if o := b.offers[name]; o != nil {
		return o, nil
	}
	row, made, err := st.known("SELECT id, taken, spent, erased, erased_spent FROM offers WHERE brand = ? AND offer = ?", "INSERT INTO offers (brand, offer) VALUES (?, ?)", b.id, name)
	if err != nil {
		return nil, err
	}
	o := &offer{id: row[0].(int64), taken: row[1].(int64), spent: row[2].(int64), erased: row[3].(int64), erasedSpent: row[4].(int64), terms: map[string]bool{}}
	return remember(st, b.offers, name, o, made), nil
}

func (st *Store) endpoint(b *brand, name string) (*endpoint, error) {
	if e := b.endpoints[name]; e != nil {
		return e, nil
	}
	row, made, err := st.known("SELECT id, pending, delivered, dropped, dead, failures, failing, succeeded, logged, held, deleted FROM endpoints WHERE brand = ? AND endpoint = ?", "INSERT INTO endpoints (brand, endpoint) VALUES (?, ?)", b.id, name)
	if err != nil {
		return nil, err
	}
	e := &endpoint{name: strings.Clone(name), id: row[0].(int64), pending: row[1].(int64), delivered: row[2].(int64), dropped: row[3].(int64), dead: row[4].(int64),
		failures: row[5].(int64), failing: row[6].(int64), succeeded: row[7].(int64), logged: row[8].(int64), held: row[9].(int64) != 0, deleted: row[10].(int64) != 0}
	return remember(st, b.endpoints, name, e, made), nil
}

func (st *Store) eventType(name string) (int64, error) {
	if id, ok := st.names.types[name]; ok {
		return id, nil
	}
	row, made, err := st.known("SELECT id FROM types WHERE type = ?", "INSERT INTO types (type) VALUES (?)", name)
	if err != nil {
		return 0, err
	}
	return remember(st, st.names.types, name, row[0].(int64), made), nil
}

func (st *Store) basis(p engine.Basis) (int64, error) {
	k := baseName{p.Purpose, p.Version, p.Basis}
	if id, ok := st.names.bases[k]; ok {
		return id, nil
	}
	row, made, err := st.known("SELECT id FROM bases WHERE purpose = ? AND version = ? AND basis = ?", "INSERT INTO bases (purpose, version, basis) VALUES (?, ?, ?)", k.purpose, k.version, k.basis)
	if err != nil {
		return 0, err
	}
	return remember(st, st.names.bases, k, row[0].(int64), made), nil
}

// next gives the number of a new subject.
func (st *Store) next() (int64, error) {
	if st.names.subjects == nil {
		row, err := st.w.s.one("SELECT value FROM meta WHERE key = 'subjects'")
		if err != nil {
			return 0, err
		}
		st.names.subjects = &subjects{}
		if row != nil {
			st.names.subjects.last = row[0].(int64)
		}
	}
	st.add(st.names.subjects, &st.names.subjects.last, 1)
	return st.names.subjects.last, nil
}
