package kintest

// The graphs of the fixture, as graph shows them.
const (
	usersAddresses     = "7[1] 8[2 3 4] 9[5] 10[]"
	usersOrders        = "7[1 3 5] 8[] 9[2 4] 10[]"
	ordersItems        = "1[1 2 3] 2[1 2 3] 3[3 4 5] 4[1 5] 5[5]"
	itemsKeywords      = "1[2 4 6] 2[2 5 7] 3[3 4 6] 4[] 5[]"
	addressesDingaling = "1→- 2→1 3→- 4→- 5→2"
	addressesUser      = "1→7 2→8 3→8 4→8 5→9"
	ordersAddress      = "1→1 2→4 3→1 4→4 5→-"
	ordersUser         = "1→7 2→9 3→7 4→9 5→7"

	usersOrdersItems = "7[1[1 2 3] 3[3 4 5] 5[5]] 8[] 9[2[1 2 3] 4[1 5]] 10[]"

	usersOrdersItemsKeywords = "7[1[1[2 4 6] 2[2 5 7] 3[3 4 6]] 3[3[3 4 6] 4[] 5[]] 5[5[]]] 8[] " +
		"9[2[1[2 4 6] 2[2 5 7] 3[3 4 6]] 4[1[2 4 6] 5[]]] 10[]"

	// postsUserFlags is that of the seed: each post's author, its flags, and who put them.
	postsUserFlags = "1→1[1→2 2→3] 2→1[] 3→2[3→2 4→1]"
)
