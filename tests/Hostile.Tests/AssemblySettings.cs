// One server at a time: memory is measured for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
