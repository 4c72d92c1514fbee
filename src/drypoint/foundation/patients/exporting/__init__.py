"""What is handed out of a patient: what each part of it means, its schema, and the same to be read on paper."""
