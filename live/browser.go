package live

import (
	"fmt"
	"net/url"
	"reflect"
)

// The fields of a page with the tag live:"local" or live:"session" are in the browser's storage
// too. The browser may say what it likes there, and only about these fields.

// knowBrowser notes what the fields hold, so that only changes are written into the browser.
func (v *visit) knowBrowser() {
	page := structOf(v.view)
	v.browser = nil
	for _, f := range shapeOf(page.Type()).stored {
		if v.browser == nil {
			v.browser = map[string]string{}
		}
		v.browser[f.name] = fmt.Sprint(page.Field(f.index).Interface())
	}
}

// browserHas takes what the browser has stored.
func (v *visit) browserHas(values url.Values) {
	page := structOf(v.view)
	for _, f := range shapeOf(page.Type()).stored {
		if text, ok := values[f.where+":"+f.name]; ok {
			read := reflect.New(page.Field(f.index).Type()).Elem()
			if parseText(text[0], read) == nil {
				page.Field(f.index).Set(read)
				v.setBrowser(f.name, text[0])
			}
		}
	}
}

func (v *visit) setBrowser(name, text string) {
	if v.browser == nil {
		v.browser = map[string]string{}
	}
	v.browser[name] = text
}

// tellBrowser writes what has changed into the browser.
func (v *visit) tellBrowser() {
	page := structOf(v.view)
	for _, f := range shapeOf(page.Type()).stored {
		text := fmt.Sprint(page.Field(f.index).Interface())
		if known, ok := v.browser[f.name]; !ok || known != text {
			v.commands = append(v.commands, command{"store", f.where, f.name, text})
			v.setBrowser(f.name, text)
		}
	}
}
