-- The tables as the program made them before it told versions.

CREATE TABLE corrections (
    correction_id BIGSERIAL NOT NULL,
    observation_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    quote TEXT NOT NULL,
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    origin TEXT NOT NULL,
    status TEXT NOT NULL,
    supersedes BIGINT,
    ended TIMESTAMP WITHOUT TIME ZONE,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (correction_id)
);

CREATE UNIQUE INDEX ix_corrections_active ON corrections (observation_id, field) WHERE status = 'active';

CREATE INDEX ix_corrections_observation_id ON corrections (observation_id);

CREATE TABLE reports (
    report_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    agency TEXT NOT NULL,
    area TEXT,
    area_code TEXT,
    area_level TEXT,
    period TEXT,
    period_start DATE,
    period_end DATE,
    published DATE,
    source_url TEXT NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (report_id)
);

CREATE INDEX ix_reports_sha256 ON reports (sha256);

CREATE TABLE settings (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (key)
);

CREATE TABLE observations (
    observation_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    agency TEXT,
    reference_area TEXT,
    area_code TEXT,
    area_level TEXT,
    time_period TEXT,
    period_start DATE,
    period_end DATE,
    indicator TEXT,
    indicator_name TEXT,
    category TEXT,
    system TEXT,
    measured_property TEXT,
    value DOUBLE PRECISION,
    value_low DOUBLE PRECISION,
    value_high DOUBLE PRECISION,
    unit TEXT,
    number TEXT,
    quote TEXT,
    qualifier TEXT,
    kind TEXT,
    direction TEXT,
    obs_status TEXT,
    cumulative BOOLEAN,
    start BIGINT,
    "end" BIGINT,
    sentence TEXT,
    section TEXT,
    rule TEXT,
    confidence DOUBLE PRECISION,
    note TEXT,
    PRIMARY KEY (observation_id),
    FOREIGN KEY(report_id) REFERENCES reports (report_id) ON DELETE CASCADE
);

CREATE INDEX ix_observations_indicator_period ON observations (indicator, time_period);

CREATE INDEX ix_observations_report_id ON observations (report_id);
