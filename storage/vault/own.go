package vault

import "proffer/forms/fault"

// SealOwn encrypts what belongs to the server itself and to no subject, the secrets of its endpoints and
// its log, for one place, with a key derived from the server's. It is no shelter for what a person told:
// no erasure destroys that key.
func (v *Vault) SealOwn(value []byte, place ...string) ([]byte, error) {
	sealed, err := v.own.Encrypt(value, bind(place))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "it could not be sealed")
	}
	return sealed, nil
}

// OpenOwn decrypts what SealOwn made for the same place; anything else is Unavailable.
func (v *Vault) OpenOwn(sealed []byte, place ...string) ([]byte, error) {
	value, err := v.own.Decrypt(sealed, bind(place))
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "what the server sealed for itself cannot be opened with these keys", Err: err}
	}
	return value, nil
}
