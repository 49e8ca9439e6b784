package hand

import "github.com/kin-go/kin/bench/feed"

// SumFeed is the sum of posts with their authors, flags, and the flags' authors.
func SumFeed(posts []*Post) feed.Sum { return sum(posts, true) }

// SumPage is the sum of posts with their authors and flags.
func SumPage(posts []*Post) feed.Sum { return sum(posts, false) }

func sum(posts []*Post, flagged bool) (s feed.Sum) {
	s.Count(len(posts))
	for _, p := range posts {
		p.sum(&s)
		p.User.sum(&s)
		s.Count(len(p.Flags))
		for _, f := range p.Flags {
			s.Flag(f.ID, f.Post.ID, f.UserID, f.Message)
			if flagged {
				f.User.sum(&s)
			}
		}
	}
	return s
}

// SumPosts is the sum of posts alone.
func SumPosts(posts []*Post) (s feed.Sum) {
	s.Count(len(posts))
	for _, p := range posts {
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
