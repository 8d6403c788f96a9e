"""The ground floor: the record, its parameters and domains, shapes and totals. It knows no distribution."""
