package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// Exchange measures whole exchanges of one form. The tickets are made before the clock starts and
// wait in files, one per connection, so that they weigh neither on the generator's memory nor on
// the measured time.
type Exchange struct {
	URL         string
	Brand       string
	Form        string
	Connections int
	Duration    time.Duration
	Tickets     int
	Dir         string // for the ticket files
	// Begin, if not nil, is called when the tickets are made and the clock starts.
	Begin func() error
}

// Run makes the tickets and then sends them. What was learned of the form's path, by asking as a
// person would, is that every acknowledged answer is the same one.
func (x Exchange) Run(ctx context.Context, progress func(string)) (Result, error) {
	answers, err := x.learn(ctx)
	if err != nil {
		return Result{}, err
	}
	progress(fmt.Sprintf("making %d tickets", x.Tickets))
	files, err := x.tickets(ctx)
	if err != nil {
		return Result{}, err
	}
	readers := make([]*bufio.Reader, len(files))
	for i, file := range files {
		defer file.Close()
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return Result{}, err
		}
		readers[i] = bufio.NewReaderSize(file, 16<<10)
	}
	tail := append(append([]byte(`","answers":`), answers...), '}')
	bodies := make([][]byte, len(files))
	progress(fmt.Sprintf("exchanging for %v", x.Duration))
	if x.Begin != nil {
		if err := x.Begin(); err != nil {
			return Result{}, err
		}
	}
	return Load{
		URL: x.URL, Connections: x.Connections, Duration: x.Duration, Good: http.StatusCreated,
		Next: func(n int) (Request, bool) {
			ticket, err := readers[n].ReadSlice('\n')
			if err != nil {
				return Request{}, false
			}
			body := append(bodies[n][:0], `{"ticket":"`...)
			body = append(append(body, ticket[:len(ticket)-1]...), tail...)
			bodies[n] = body
			return Request{http.MethodPost, "/v1/responses", body}, true
		},
	}.Run(ctx)
}

// tickets asks for them over the same connections and writes each connection's share to its file.
func (x Exchange) tickets(ctx context.Context) ([]*os.File, error) {
	files := make([]*os.File, x.Connections)
	writers := make([]*bufio.Writer, x.Connections)
	for i := range files {
		file, err := os.CreateTemp(x.Dir, "tickets-*")
		if err != nil {
			return nil, err
		}
		files[i], writers[i] = file, bufio.NewWriter(file)
	}
	body := []byte(`{"brand":` + strconv.Quote(x.Brand) + `,"form":` + strconv.Quote(x.Form) + `}`)
	result, err := Load{
		URL: x.URL, Connections: x.Connections, Duration: 2 * time.Minute, Limit: x.Tickets, Good: http.StatusOK,
		Next: func(int) (Request, bool) { return Request{http.MethodPost, "/v1/tickets", body}, true },
		Seen: func(n int, body []byte) error {
			ticket, err := ticketOf(body)
			if err != nil {
				return err
			}
			_, err = writers[n].WriteString(ticket + "\n")
			return err
		},
	}.Run(ctx)
	if err != nil {
		return nil, err
	}
	for _, writer := range writers {
		if err := writer.Flush(); err != nil {
			return nil, err
		}
	}
	if result.Done == 0 {
		return nil, fmt.Errorf("no ticket was given: %s", result.Failure)
	}
	return files, nil
}

func ticketOf(body []byte) (string, error) {
	var reply struct {
		Ticket string `json:"ticket"`
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return "", err
	}
	if reply.Ticket == "" {
		return "", errors.New("a reply without a ticket")
	}
	return reply.Ticket, nil
}
