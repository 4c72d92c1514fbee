"""What a person may ask of the practice that holds their record, and the law of the practice."""
