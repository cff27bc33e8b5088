"""The parts that the drop-in modules share: those at the top level that have the names of the vendor's scripts."""
