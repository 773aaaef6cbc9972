using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>A random pair in a random game: certified by the library, and the twins' tables of the same pair.</summary>
internal sealed class Judged
{
    public Judged(CooperativeGame game, int looks, ulong seed, bool deterministic = false, double accuracy = 1e-10)
    {
        var random = new SmallRandom(seed);
        Game = game;
        Looks = looks;
        Actions = Tables.RandomActions(game, looks, random);
        Local = deterministic ? Tables.RandomDeterministicLocal(game, random) : Tables.RandomLocal(game, random);
        Pair = new JointPolicy(Library.Global(game, looks, Actions), Library.Local(game, Local));
        (Certificate, Witness) = new Certifier(new CertificateOptions { Accuracy = accuracy, Threads = 1 }).Run(game, Pair, game.Agents);
    }

    public CooperativeGame Game { get; }

    public int Looks { get; }

    public int[][] Actions { get; }

    public double[] Local { get; }

    public JointPolicy Pair { get; }

    public NashCertificate Certificate { get; }

    public CertificateWitness? Witness { get; }

    public OrderedGame Ordered => new(Game, Looks);

    public GlobalRule Rule => PolicyEnumeration.Rule(Game, Looks, Actions);
}
