"""From CSV manifests to padded batches."""
