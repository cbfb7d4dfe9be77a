"""What the evaluations E.81 (of an OPD) and E.60 (of the regency) share: columns, figures, what stands below."""
