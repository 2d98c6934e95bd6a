"""Figures of detection: scores against labels made by people, what each rule is worth, and how sure is how right."""
