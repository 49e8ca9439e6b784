package main

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// A user is a browser that has signed in.
type user struct {
	address string
	browser *http.Client
}

// password is that of everybody in the blog's sample.
const password = "elm lane"

var signInForm = regexp.MustCompile(`<form id="sign-in"[^>]* action="([^"]+)"`)

// signIn signs somebody of the sample in, by the form that works without scripts.
func signIn(ctx context.Context, address, name string) (*user, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	u := &user{address, &http.Client{Timeout: time.Minute, Jar: jar}}
	page, err := u.get(ctx, "/sign-in")
	if err != nil {
		return nil, err
	}
	action := signInForm.FindSubmatch(page)
	if action == nil {
		return nil, errors.New("the page to sign in has no form")
	}
	form := url.Values{"name": {name}, "password": {password}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.url("/sign-in"+html.UnescapeString(string(action[1]))), strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	page, err = u.do(r)
	if err == nil && !strings.Contains(string(page), "Sign out") {
		err = errors.New(name + " could not sign in")
	}
	return u, err
}

func (u *user) url(path string) string { return "http://" + u.address + path }

func (u *user) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.url(path), nil)
	if err != nil {
		return nil, err
	}
	return u.do(r)
}

func (u *user) do(r *http.Request) ([]byte, error) {
	w, err := u.browser.Do(r)
	if err != nil {
		return nil, err
	}
	return bodyOf(w)
}

// open opens a page, and its connection.
func (u *user) open(ctx context.Context, path string) (*visit, string, error) {
	page, err := u.get(ctx, path)
	if err != nil {
		return nil, "", err
	}
	at, err := url.Parse(u.url(path))
	if err != nil {
		return nil, "", err
	}
	v, err := connect(ctx, u.address, u.browser.Jar.Cookies(at), page)
	return v, string(page), err
}
