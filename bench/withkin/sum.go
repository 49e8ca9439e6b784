package withkin

import "github.com/kin-go/kin/bench/feed"

// SumFeed is the sum of posts with their authors, flags, and the flags' authors.
func SumFeed(all []*Post) feed.Sum { return sum(all, true) }

// SumPage is the sum of posts with their authors and flags.
func SumPage(all []*Post) feed.Sum { return sum(all, false) }

func sum(all []*Post, flagged bool) (s feed.Sum) {
	s.Count(len(all))
	for _, p := range all {
		p.sum(&s)
		p.User.Get().sum(&s)
		s.Count(len(p.Flags.Get()))
		for _, f := range p.Flags.Get() {
			s.Flag(f.ID, f.Post.Get().ID, f.UserID, f.Message)
			if flagged {
				f.User.Get().sum(&s)
			}
		}
	}
	return s
}

// SumPosts is the sum of posts alone.
func SumPosts(all []*Post) (s feed.Sum) {
	s.Count(len(all))
	for _, p := range all {
		p.sum(&s)
	}
	return s
}

// SumPost is the sum of one post.
func SumPost(p *Post) (s feed.Sum) {
	p.sum(&s)
	return s
}

func (p *Post) sum(s *feed.Sum) { s.Post(p.ID, p.Title, p.Body, p.UserID) }

func (u *User) sum(s *feed.Sum) { s.User(u.ID, u.Username, u.Email) }
