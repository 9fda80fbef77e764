package rewards

import "testing"

// An amount written out is read back as it was.
func TestAmount(t *testing.T) {
	for want, minor := range map[Money]int64{
		{"0.00", "EUR"}: 0, {"0.05", "EUR"}: 5, {"12.34", "EUR"}: 1234, {"200.00", "GBP"}: 20000, {"7", "JPY"}: 7, {"0", "JPY"}: 0, {"1.234", "KWD"}: 1234,
	} {
		got := Amount(minor, want.Currency)
		if back, err := got.Minor(); got != want || back != minor || err != nil {
			t.Errorf("%d %s is %v, and read back %d, %v", minor, want.Currency, got, back, err)
		}
	}
}
