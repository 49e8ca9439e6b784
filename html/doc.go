// Package html is a page as data. A page is a tree of nodes, made by functions that are
// named as the elements and attributes of HTML are, and written at the end by Render:
//
//	page := html.Main(
//		html.H1(html.Text("Posts")),
//		html.Each(posts, postKey, func(p Post) html.Node {
//			return html.Article(html.Class("post"),
//				html.H2(html.A(html.Href(p.URL), html.Text(p.Title))),
//				html.P(html.Text(p.Body)),
//			)
//		}),
//	)
//	err := page.Render(w)
//
// Attributes and content stand side by side among the arguments; where an attribute stands
// among them makes no difference. A nil node is nothing, so that a part of a page can be
// left out.
//
// # Names
//
// A function is named as what it makes: Div, Href, MaxLength. Where an element and an
// attribute have one name, the element has it and the attribute ends in Attr: Title is
// the element, TitleAttr the attribute; likewise AbbrAttr, CiteAttr, FormAttr, LabelAttr and
// SpanAttr. Two elements, data and slot, came after the attribute of their name, and are DataEl and
// SlotEl. Element functions give an Element, attribute functions an Attribute, so go doc
// lists them apart. What has no function of its own is made by El and Attr.
//
// # What cannot happen
//
//   - Text is never markup: Text and the values of attributes are escaped for the place
//     where they stand. NUL and bytes that are not UTF-8 become U+FFFD.
//   - An attribute that holds a URL never holds a script: a URL whose scheme is none of
//     http, https, mailto, tel and sms, in whatever disguise, is replaced by
//     about:invalid#kin. It comes from data, so it does not make the page fail. An img
//     may show a data: URL of an image.
//   - Names are checked: El and Attr refuse what is not a name, attributes that are
//     scripts (onclick), style sheets (style) or pages (srcdoc), and elements whose content is
//     a program. They come from the program, so Render gives an error that says where.
//   - Content is checked where HTML would drop or misread it: a void element (br, input)
//     has none, title and textarea have text alone, an attribute is given once. Class is the
//     exception: the classes of several are joined.
//   - A page is written whole or not at all: Render collects it and calls Write once, when
//     it has met no error.
//
// The one door past all this is Unsafe, and its name says so.
//
// # Regions
//
// A page that is shown again and again to the same reader is written by Weave instead of
// Render. It also says where the regions of the page are, which can be compared and replaced one by
// one: each item of Each with its key, each Memo, each Keyed. Bind and Leave make places in a page
// that only whoever weaves it can fill, such as what calls a handler.
//
// # Components
//
// A component is a function that gives a Node. Whatever has a method
// Render(io.Writer) error is a Node, so parts that were made with other packages can
// stand in a page as they are. Their output is trusted as that of Unsafe is.
package html
