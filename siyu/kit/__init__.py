"""Grammar without a business: clock, paging, masking, text, money."""
