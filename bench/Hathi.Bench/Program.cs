using Hathi.Bench;

return BenchCommand.Create().Parse(args).Invoke();
