"""taskplate: generator and validator of Coder task templates.

The public Python API is `generator.app`; importing this package does no work.
"""

__version__ = "0.1.0"
