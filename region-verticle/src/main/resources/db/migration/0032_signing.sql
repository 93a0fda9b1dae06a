-- What the tokens of this region are signed with; drawn once, never shown.

create table meridian.signing_secret (
    singleton boolean primary key check (singleton),
    secret text not null
);
