"""The tables that outsim ships; README.md beside them says where each number comes from."""
