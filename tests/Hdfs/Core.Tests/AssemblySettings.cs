// Memory and time are measured in here: beside other tests the figures would be theirs too.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
