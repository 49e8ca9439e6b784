package feed

import "hash/maphash"

// A Sum is a checksum of a graph, one row after the other. All contenders write their
// own structs in the same order: they did the same work if their sums are the same.
type Sum uint64

// seed is one for the process: sums are compared, not kept.
var seed = maphash.MakeSeed()

// User adds a user.
func (s *Sum) User(id int64, username, email string) {
	s.mix(id)
	s.text(username)
	s.text(email)
}

// Post adds a post, its author and its flags left aside.
func (s *Sum) Post(id int64, title, body string, userID int64) {
	s.mix(id)
	s.text(title)
	s.text(body)
	s.mix(userID)
}

// Flag adds a flag, its author left aside.
func (s *Sum) Flag(id, postID, userID int64, message string) {
	s.mix(id)
	s.mix(postID)
	s.mix(userID)
	s.text(message)
}

// Count adds how many there are of something, so that an element cannot wander from one
// list to the next.
func (s *Sum) Count(n int) { s.mix(int64(n)) }

func (s *Sum) text(t string) { s.mix(int64(maphash.String(seed, t))) }

func (s *Sum) mix(n int64) {
	*s = *s*1_099_511_628_211 + Sum(n)
	*s ^= *s >> 29
}

// Feed is the sum of the first n posts, each with its author, and its flags with
// theirs.
func (d *Data) Feed(n int) (s Sum) {
	return d.posts(n, true)
}

// Page is the sum of the first n posts, each with its author and its flags.
func (d *Data) Page(n int) (s Sum) {
	return d.posts(n, false)
}

func (d *Data) posts(n int, flagged bool) (s Sum) {
	s.Count(n)
	for i := range d.Posts[:n] {
		d.post(&s, i)
		d.user(&s, d.Posts[i].UserID)
		s.Count(len(d.flagsOf[i]))
		for _, at := range d.flagsOf[i] {
			f := &d.Flags[at]
			s.Flag(f.ID, f.PostID, f.UserID, f.Message)
			if flagged {
				d.user(&s, f.UserID)
			}
		}
	}
	return s
}

// Scan is the sum of all posts, without what belongs to them.
func (d *Data) Scan() (s Sum) {
	s.Count(len(d.Posts))
	for i := range d.Posts {
		d.post(&s, i)
	}
	return s
}

// List is the sum of the posts of those ids.
func (d *Data) List(ids []int64) (s Sum) {
	s.Count(len(ids))
	for _, id := range ids {
		d.post(&s, int(id-1))
	}
	return s
}

// One is the sum of one post.
func (d *Data) One(id int64) (s Sum) {
	d.post(&s, int(id-1))
	return s
}

func (d *Data) post(s *Sum, at int) {
	p := &d.Posts[at]
	s.Post(p.ID, p.Title, p.Body, p.UserID)
}

func (d *Data) user(s *Sum, id int64) {
	u := &d.Users[id-1]
	s.User(u.ID, u.Username, u.Email)
}
