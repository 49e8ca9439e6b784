package mysql

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

const forms = "give mysql://user:password@host:3306/database, or user:password@tcp(host:3306)/database" //nolint:gosec // no real password

// parseAddress reads both forms of an address. Its errors do not show the address, which
// may hold a password.
func parseAddress(address string) (*driver.Config, error) {
	config, err := parseEither(address)
	switch {
	case err != nil:
		return nil, err
	case config.DBName == "":
		return nil, errors.New("the address names no database: " + forms)
	}
	prepare(config, address)
	return config, nil
}

func parseEither(address string) (*driver.Config, error) {
	scheme, _, found := strings.Cut(address, "://")
	switch {
	case address == "":
		return nil, errors.New("the address is empty: " + forms)
	case !found || strings.ContainsAny(scheme, "@/("):
		return parseDriver(address)
	case scheme == "mysql" || scheme == "mariadb":
		return parseURL(address)
	}
	return nil, fmt.Errorf("the address has the scheme %q: %s", scheme, forms)
}

func parseDriver(address string) (*driver.Config, error) {
	config, err := driver.ParseDSN(address)
	if err != nil {
		return nil, fmt.Errorf("the address cannot be read: %w: %s", err, forms)
	}
	return config, nil
}

// parseURL translates the place and its parameters into the driver's form. User and
// password are set behind it, as they may hold any character.
func parseURL(address string) (*driver.Config, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the address is no URL (characters such as @ or / in a password are written as %%40 and %%2F): %s", forms)
	}
	parameters := u.Query()
	place := fmt.Sprintf("tcp(%s)", net.JoinHostPort(hostOf(u), portOf(u)))
	if socket := parameters.Get("socket"); socket != "" {
		place = fmt.Sprintf("unix(%s)", socket)
		parameters.Del("socket")
	}
	config, err := parseDriver(place + "/" + url.PathEscape(strings.TrimPrefix(u.Path, "/")) + "?" + parameters.Encode())
	if err != nil {
		return nil, err
	}
	config.User = u.User.Username()
	config.Passwd, _ = u.User.Password()
	return config, nil
}

func hostOf(u *url.URL) string {
	if u.Hostname() == "" {
		return "127.0.0.1"
	}
	return u.Hostname()
}

func portOf(u *url.URL) string {
	if u.Port() == "" {
		return "3306"
	}
	return u.Port()
}

// prepare sets what Kin relies on.
func prepare(config *driver.Config, address string) {
	config.ParseTime = true
	config.Loc = time.UTC
	config.ClientFoundRows = true // an UPDATE counts the rows it found, also those that had the value
	config.MultiStatements = false
	config.InterpolateParams = false
	config.CheckConnLiveness = true
	config.Logger = &driver.NopLogger{} // its errors come back as errors
	if !strings.Contains(address, "maxAllowedPacket") {
		config.MaxAllowedPacket = 0 // ask the server
	}
}
