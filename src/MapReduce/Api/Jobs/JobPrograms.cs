using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce;

/// <summary>Jobs of programs.</summary>
public static class JobPrograms
{
    extension(Job)
    {
        /// <summary>The job that a program describes.</summary>
        /// <exception cref="JobDefinitionException">It is not one that can run; the message says what to change.</exception>
        public static Job From(IJobProgram program, string[] args, Configuration configuration)
        {
            var builder = new JobBuilder(configuration).Named(program.GetType().Name);
            program.Configure(builder, args);
            return new BuiltJob(builder.Build().Parts, JobOrigin.Of(program, args));
        }
    }
}
