"""From a distribution to what training needs: losses, objectives, heads, priors."""
