"""The theme `taizhang`: frames, body templates and assets. It holds no code."""
