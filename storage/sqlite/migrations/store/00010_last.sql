-- +goose Up

-- The version that the brand's last publishing with any form made current; NULL: it had not this form.
ALTER TABLE forms ADD COLUMN last INTEGER;
UPDATE forms SET last = coalesce(version, (SELECT max(v.version) FROM versions v WHERE v.form = forms.id));
