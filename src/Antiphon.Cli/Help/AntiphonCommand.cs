using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Antiphon.Cli.Input;

namespace Antiphon.Cli.Help;

/// <summary>The root: verbs, help and version.</summary>
internal sealed class AntiphonCommand : RootCommand
{
    public AntiphonCommand(Surroundings surroundings, IReadOnlyList<Verb> verbs)
        : base("Trains policies for a dispatcher that observes only k of n agents, and for the agents.")
    {
        foreach (Verb verb in verbs)
        {
            Add(verb);
        }

        Options.Clear();
        Add(
            new HelpOption("--help", "-h")
            {
                Description = "show this screen",
                Recursive = true,
                Action = new HelpAction(surroundings),
            }
        );
        Add(new VersionOption("--version") { Description = "show the version", Action = new VersionAction(surroundings) });
        Option<bool> verbose = VerbOptions.Flag(AntiphonProgram.VerboseOption, "print the stack trace of an internal error");
        verbose.Recursive = true;
        Add(verbose);
        MemoryLimit.Recursive = true;
        Add(MemoryLimit);
        SetAction(_ =>
        {
            HelpScreen.Write(this, surroundings.Error, surroundings.Width);
            return ExitCode.InvalidInput;
        });
    }

    /// <summary>How much memory a job may plan to use.</summary>
    public Option<long?> MemoryLimit { get; } =
        VerbOptions.OptionalBytes(
            "--memory-limit",
            "SIZE",
            "refuse work that needs more memory, for example 4G; does not affect results [half of the free memory]"
        );

    private sealed class HelpAction(Surroundings surroundings) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpScreen.Write(parseResult.CommandResult.Command, surroundings.Out, surroundings.Width);
            return ExitCode.Done;
        }
    }

    private sealed class VersionAction(Surroundings surroundings) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            surroundings.Out.WriteLine($"antiphon {AntiphonVersion.Current}");
            return ExitCode.Done;
        }
    }
}
