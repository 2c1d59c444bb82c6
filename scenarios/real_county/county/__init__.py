"""A county put together from a public test network and measured load and weather."""
