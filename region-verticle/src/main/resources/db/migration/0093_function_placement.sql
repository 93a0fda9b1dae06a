-- Where functions are executed, and how long a call of theirs may compute.

alter table meridian.function
    -- what the owner says: edge, region or smart; heavy functions are executed in the region whatever it is
    add column placement text not null default 'edge',
    -- milliseconds of CPU time of a call; 0 where the owner leaves it to where it is executed
    add column cpu_millis integer not null default 0,
    -- of smart ones: where they are executed
    add column smart_in_region boolean not null default false,
    -- of smart ones: how many requests an execution makes to the network's API, on average
    add column calls_home double precision not null default 0,
    -- of smart ones: executions that were looked at since it was last moved, or became smart
    add column executions_measured bigint not null default 0,
    -- of smart ones: when it was last moved, null for never
    add column moved_at timestamptz;
create index function_smart on meridian.function (project_id, function_id) where placement = 'smart';
