package live

import "time"

// Limits are what a visitor may take of the server. A zero is the default.
type Limits struct {
	Message int           // bytes of one message of a browser: 64 KiB
	Form    int64         // bytes of a form that is sent without a script or with files: 32 MiB
	Upload  int64         // bytes of an upload: 1 GiB
	State   int           // bytes of a visit's stored state: 1 MiB
	Outbox  int           // bytes that wait for a slow browser: 512 KiB
	Queue   int           // events of a visit that wait: 1,000
	Events  float64       // events a second that a visit may send for long: 50; it waits if it sends more
	Burst   int           // and at once: 500
	Visits  int           // visits in memory: 100,000
	PerUser int           // visits in memory for one browser: 200
	Handler time.Duration // how long a handler's context lasts: 30 s
	Rest    time.Duration // after how long without an event, change or Update a visit rests, see the documentation: 5 s; less than 0 is never
	Linger  time.Duration // how long a visit stays in memory without a browser: 1 min
	Keep    time.Duration // how long its state is stored after the last event: 24 h
}

var defaults = Limits{
	Message: 64 << 10, Form: 32 << 20, Upload: 1 << 30, State: 1 << 20, Outbox: 512 << 10, Queue: 1000,
	Events: 50, Burst: 500, Visits: 100_000, PerUser: 200,
	Handler: 30 * time.Second, Rest: 5 * time.Second, Linger: time.Minute, Keep: 24 * time.Hour,
}

// orDefault gives each limit that is not set its default.
func (l Limits) orDefault() Limits {
	or(&l.Message, defaults.Message)
	or(&l.Form, defaults.Form)
	or(&l.Upload, defaults.Upload)
	or(&l.State, defaults.State)
	or(&l.Outbox, defaults.Outbox)
	or(&l.Queue, defaults.Queue)
	or(&l.Events, defaults.Events)
	or(&l.Burst, defaults.Burst)
	or(&l.Visits, defaults.Visits)
	or(&l.PerUser, defaults.PerUser)
	or(&l.Handler, defaults.Handler)
	or(&l.Rest, defaults.Rest)
	or(&l.Linger, defaults.Linger)
	or(&l.Keep, defaults.Keep)
	return l
}

func or[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}
