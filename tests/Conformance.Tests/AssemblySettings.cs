// One lab at a time: the tests start clusters, and two at once would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
