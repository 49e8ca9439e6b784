// Package feed is what the benchmarks work on: users, their posts, and the flags that
// users put on posts. The data is the same in each run.
package feed

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// How much there is. A post has 0 to 8 flags, and a body of about 300 bytes.
const (
	Users = 1_000
	Posts = 10_000
	Flags = 30_000

	flagsOfPost = 8
	bodyBytes   = 300
)

// Data is all rows, each list in the order of its ids, which begin at 1.
type Data struct {
	Users []User
	Posts []Post
	Flags []Flag

	flagsOf [][]int // for each post, the places of its flags
}

// A User is a row of the table user.
type User struct {
	ID              int64
	Username, Email string
}

// A Post is a row of the table post.
type Post struct {
	ID          int64
	Title, Body string
	UserID      int64
}

// A Flag is a row of the table flag. The flags of a post lie scattered over the table,
// as they would after some months of use.
type Flag struct {
	ID, PostID, UserID int64
	Message            string
}

// Generate makes the data.
func Generate() *Data {
	r := rand.New(rand.NewPCG(1, 2))
	d := &Data{flagsOf: make([][]int, Posts)}
	for id := range int64(Users) {
		d.Users = append(d.Users, user(id+1, r))
	}
	for id := range int64(Posts) {
		d.Posts = append(d.Posts, post(id+1, r))
	}
	for len(d.Flags) < Flags {
		d.flag(r)
	}
	return d
}

func user(id int64, r *rand.Rand) User {
	name := fmt.Sprintf("%s_%s_%d", word(r), word(r), id)
	return User{ID: id, Username: name, Email: name + "@example.com"}
}

func post(id int64, r *rand.Rand) Post {
	return Post{
		ID:     id,
		Title:  words(r, 20+r.IntN(20)),
		Body:   words(r, bodyBytes-20+r.IntN(40)),
		UserID: anyone(r),
	}
}

// flag puts one more flag on some post that can still take one.
func (d *Data) flag(r *rand.Rand) {
	at := r.IntN(Posts)
	if len(d.flagsOf[at]) == flagsOfPost {
		return
	}
	d.flagsOf[at] = append(d.flagsOf[at], len(d.Flags))
	d.Flags = append(d.Flags, Flag{
		ID:      int64(len(d.Flags) + 1),
		PostID:  int64(at + 1),
		UserID:  anyone(r),
		Message: words(r, 15+r.IntN(30)),
	})
}

func anyone(r *rand.Rand) int64 { return 1 + r.Int64N(Users) }

// words is a text of that many bytes.
func words(r *rand.Rand, bytes int) string {
	var b strings.Builder
	for b.Len() < bytes {
		b.WriteString(word(r))
		b.WriteByte(' ')
	}
	return b.String()[:bytes]
}

func word(r *rand.Rand) string { return vocabulary[r.IntN(len(vocabulary))] }

var vocabulary = strings.Fields(`
	amber anchor apple autumn basin birch bridge candle cedar chalk cloud clover copper
	coral cotton creek dawn delta drift dune echo elm ember fern field flint forest frost
	garden gate glass grain harbor hazel heron hill honey iron island ivory jasper juniper
	kettle lake lantern larch leaf lichen linen maple marble meadow mill mist moss north
	oak ocean olive orchard otter paper pearl pebble pine plum pond quartz rain raven reed
	ridge river robin rye saffron sage salt sand shell silver slate snow sparrow spruce
	stone straw swan thistle thyme tide timber valley velvet violet walnut water wheat
	willow window winter wool wren yarrow`)
