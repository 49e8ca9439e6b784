package live

import "time"

// RestAfter changes the default of Limits.Rest.
func RestAfter(d time.Duration) { defaults.Rest = d }
