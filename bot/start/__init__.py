"""A start of one's own: what ``nhacviec init`` writes, a present-day province's config and a sample directive."""
