"""The sheets of a template as admins look at them: which become steps, and each as a page with its fields outlined."""
