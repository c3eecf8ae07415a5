"""Two phones on one page: a person is the customer on the left and the staff member on the right."""
