"""The books as a whole: figures for a period, closing a period, retiring what need not be kept."""
