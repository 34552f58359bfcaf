"""回収: from what lies in the inbox to submissions as typed, each known by its sheet id."""
