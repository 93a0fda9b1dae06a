-- Where functions are executed, and how long a call of theirs may compute.

alter table meridian.function
    -- what the owner says: edge or region; heavy functions are executed in the region whatever it is
    add column placement text not null default 'edge',
    -- milliseconds of CPU time of a call; 0 where the owner leaves it to where it is executed
    add column cpu_millis integer not null default 0;
