package rewards

// Store keeps what rewards need. It is implemented by every store that implements engine.Store, over
// the same commit.
type Store interface {
	GrantStore
	Verifier
	DeliveryStore
	EndpointStore
	KeyStore
	FeedStore
	CodeStore
	DrawStore
}
