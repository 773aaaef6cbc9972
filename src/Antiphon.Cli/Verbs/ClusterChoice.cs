using System.CommandLine;
using System.Runtime.CompilerServices;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cluster;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of `antiphon serve` that share its sessions with other servers.</summary>
internal sealed class ClusterChoice
{
    private readonly DeclaredOption<string?> cluster = VerbOptions
        .Text(
            "--cluster",
            "REDIS",
            "share the sessions with other servers that name the same Redis, HOST:PORT, instead of --store"
        )
        .Sets<MemberOptions>(nameof(MemberOptions.RedisConfiguration));
    private readonly DeclaredOption<string?> member = VerbOptions
        .Text(
            "--member",
            "ADDRESS:PORT",
            "with --cluster: where the other members reach this one, in a private network [a free port of this machine]"
        )
        .Sets<MemberOptions>(nameof(MemberOptions.MemberAddress));

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Cluster", [cluster, member]);

    /// <summary>Whether this server takes part in a cluster.</summary>
    public bool Given(ParseResult parse) => parse.Given(cluster);

    /// <summary>Refuses what a cluster has no use for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="odd">Options that contradict a cluster.</param>
    /// <param name="runs">How many runs are served.</param>
    /// <exception cref="InvalidInputException">Options contradict each other.</exception>
    public void Require(ParseResult parse, IEnumerable<Option> odd, int runs)
    {
        if (!Given(parse) && parse.Given(member))
        {
            throw new InvalidInputException("--member requires --cluster; add it, for example --cluster 127.0.0.1:6379");
        }

        if (Given(parse) && odd.FirstOrDefault(parse.Given) is { } given)
        {
            throw new InvalidInputException(
                $"{given.Name} cannot be combined with --cluster, whose sessions are in its Redis and whose members serve runs; leave it "
                    + "out"
            );
        }

        if (Given(parse) && runs == 0)
        {
            throw new InvalidInputException(
                "--cluster shares sessions and needs a RUN: a run folder that `antiphon train` made; name one"
            );
        }
    }

    /// <summary>Starts the server: alone, or as a member.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="policies">What it serves.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public Task<PolicyServer> Start(
        ParseResult parse,
        ServerOptions options,
        IReadOnlyList<PolicySource> policies,
        CancellationToken cancellation
    ) =>
        Given(parse)
            ? Join(options, parse.Apply(new MemberOptions()), policies, cancellation)
            : PolicyServer.StartAsync(options, policies, cancellation);

    // Apart, so that Orleans is not loaded without a cluster.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<PolicyServer> Join(
        ServerOptions options,
        MemberOptions member,
        IReadOnlyList<PolicySource> policies,
        CancellationToken cancellation
    ) => ClusterServer.StartAsync(options, member, policies, cancellation);
}
