"""Appointments: so far the free slots, a pure function of values; rules, hours, question and command load no Django."""
