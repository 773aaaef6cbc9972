using System.Globalization;
using System.Text.RegularExpressions;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation;

public class CertificateVerifierTests
{
    private static readonly CertificateVerifier Everywhere = new(new VerificationOptions { States = 100_000 });

    [Theory]
    [InlineData(KernelShape.Dense, 2, 4, 2)]
    [InlineData(KernelShape.Sparse, 3, 3, 1)]
    [InlineData(KernelShape.Absorbing, 2, 4, 4)]
    [InlineData(KernelShape.Deterministic, 3, 3, 2)]
    [InlineData(KernelShape.EqualRows, 2, 5, 1)]
    [InlineData(KernelShape.Cyclic, 3, 3, 3)]
    [InlineData(KernelShape.Dense, 1, 3, 1)]
    [InlineData(KernelShape.Dense, 3, 1, 1)]
    public void A_certificate_holds_at_every_state_after_a_round_trip_through_files(
        KernelShape shape,
        int states,
        int agents,
        int observations
    )
    {
        Judged judged = Judge(shape, states, agents, observations);
        using TemporaryFolder folder = new();
        string hash = WitnessFile.Save(judged.Witness!, folder.In("c.witness"));
        CertificateFile.Save(judged.Certificate, folder.In("c.json"), hash);
        StoredCertificate stored = CertificateFile.Load(folder.In("c.json"));
        CertificateWitness witness = WitnessFile.Load(WitnessFile.PathFor(folder.In("c.json")), judged.Game, judged.Pair, stored);
        Assert.Equal(hash, stored.WitnessHash);
        Assert.Equal(CertificateFile.Write(judged.Certificate, hash), CertificateFile.Write(stored.Certificate, hash));
        Verification verification = Everywhere.Verify(judged.Game, judged.Pair, stored, witness);
        Assert.Null(verification.Failure);
        Assert.True(verification.Holds && verification.BellmanStates >= 6 * judged.Ordered.States / judged.Ordered.Tuples.Length);
    }

    public static TheoryData<string, Func<StoredCertificate, StoredCertificate>> Lies =>
        new()
        {
            {
                "dispatcherGap.initial: upper end",
                lie => lie with { Certificate = lie.Certificate with { DispatcherGap = Upper(lie.Certificate.DispatcherGap) } }
            },
            {
                "agentGap.initial: upper end",
                lie => lie with { Certificate = lie.Certificate with { AgentGap = Upper(lie.Certificate.AgentGap) } }
            },
            {
                "welfareGap.initial: upper end",
                lie => lie with { Certificate = lie.Certificate with { WelfareGap = Upper(lie.Certificate.WelfareGap) } }
            },
            {
                "selfishAgentGap.initial: upper end",
                lie => lie with { Certificate = lie.Certificate with { SelfishAgentGap = Upper(lie.Certificate.SelfishAgentGap) } }
            },
            {
                "teamGap.worst: lower end",
                lie => lie with { Certificate = lie.Certificate with { TeamGap = Lower(lie.Certificate.TeamGap) } }
            },
            {
                "agentGap.worst: lower end",
                lie => lie with { Certificate = lie.Certificate with { AgentGap = Lower(lie.Certificate.AgentGap) } }
            },
            {
                "value.initial: within the residual",
                lie => lie with { Certificate = lie.Certificate with { Value = lie.Certificate.Value + 1e-6 } }
            },
            { "residual: at least the proved error", lie => lie with { Certificate = lie.Certificate with { Residual = 0 } } },
            { "epsilon.initial: at least", lie => lie with { EpsilonInitial = lie.EpsilonInitial - 1e-6 } },
            { "epsilon.worst: at least", lie => lie with { EpsilonWorst = 0 } },
            {
                "dispatcherGap.initial: 0 <= lower end",
                lie =>
                    lie with
                    {
                        Certificate = lie.Certificate with
                        {
                            DispatcherGap = lie.Certificate.DispatcherGap with { Initial = new GapInterval(-1, 1) },
                        },
                    }
            },
        };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_tampered_figure_is_named(string name, Func<StoredCertificate, StoredCertificate> tamper)
    {
        Judged judged = Judge(KernelShape.Dense, 2, 3, 1, accuracy: 1e-8);
        var honest = new StoredCertificate(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, null);
        Assert.True(Everywhere.Verify(judged.Game, judged.Pair, honest, judged.Witness!).Holds);
        Verification verification = Everywhere.Verify(judged.Game, judged.Pair, tamper(honest), judged.Witness!);
        Assert.False(verification.Holds);
        Assert.StartsWith(name, verification.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_tampered_function_fails_its_own_equation()
    {
        Judged judged = Judge(KernelShape.Dense, 2, 3, 1, accuracy: 1e-8);
        foreach (WitnessFunction function in judged.Witness!.Functions)
        {
            // A constant added everywhere moves no gap by more than it moves the equation; figures wide enough let the equation speak.
            WitnessFunction moved = function with { Values = [.. function.Values.Select(value => value + 1e-5)] };
            CertificateWitness witness = new([.. judged.Witness.Functions.Select(other => other == function ? moved : other)]);
            Verification verification = Everywhere.Verify(judged.Game, judged.Pair, Wide(judged.Certificate), witness);
            Assert.StartsWith($"Bellman equation of {function.Name} at ", verification.Failure, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The forger lowers a relaxation by 0.1 at all 30 states, asks the verifier, mends the one equation that it names, and asks again.
    /// Were the states that are checked known in advance, mending those 8 would do. They depend on the witness, so that the forger is not
    /// believed before most states are honest again.
    /// </summary>
    [Fact]
    public void A_forger_who_mends_only_what_the_verifier_names_is_not_believed()
    {
        CertificateVerifier verifier = new(new VerificationOptions { States = 8, Seed = 1 });
        CooperativeGame game = new RandomGame(988)
        {
            LocalStates = 3,
            Agents = 4,
            Discount = 0.8,
        }.Create();
        Judged judged = new(game, 1, 7, accuracy: 1e-2);
        int[][] lattice = Counting.Vectors(3, 4);
        WitnessFunction honest = judged.Witness!.Functions.Single(function => function.Name == "dispatcher.best");
        double[] forged = [.. honest.Values.Select(value => value - 0.1)];
        for (int attempt = 0; attempt < 2000; attempt++)
        {
            CertificateWitness witness = new([
                .. judged.Witness.Functions.Select(function => function == honest ? honest with { Values = forged } : function),
            ]);
            Verification verification = verifier.Verify(game, judged.Pair, Wide(judged.Certificate), witness);
            if (verification.Holds)
            {
                break;
            }

            Match named = Regex.Match(
                verification.Failure!,
                @"^Bellman equation of dispatcher\.best at s_g = g(?<state>\d), counts \((?<counts>.*)\): (?<residual>\S+) is not",
                RegexOptions.NonBacktracking
            );
            Assert.True(named.Success, verification.Failure);
            int[] counts = [.. named.Groups["counts"].Value.Split(", ").Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
            forged[Counting.IndexOf(lattice, counts) * 2 + int.Parse(named.Groups["state"].Value, CultureInfo.InvariantCulture)] +=
                double.Parse(named.Groups["residual"].Value, CultureInfo.InvariantCulture);
        }

        Assert.InRange(forged.Zip(honest.Values).Count(pair => pair.Second - pair.First > 0.05), 0, forged.Length / 2);
    }

    /// <summary>
    /// A shift of f by d moves |T f - f| by (1 - gamma) d only: what is let pass there must be as much smaller than what is let pass in
    /// figures.
    /// </summary>
    [Fact]
    public void A_shift_far_below_the_values_is_found_when_the_discount_is_near_1()
    {
        CooperativeGame game = new RandomGame(989) { Agents = 2, Discount = 0.9999 }.Create();
        Judged judged = new(game, 1, 7, accuracy: 1e-6);
        Assert.True(Everywhere.Verify(game, judged.Pair, Wide(judged.Certificate), judged.Witness!).Holds);
        IEnumerable<WitnessFunction> moved = judged.Witness!.Functions.Select(function =>
            function.Name == "dispatcher.best" ? function with { Values = [.. function.Values.Select(value => value - 1e-3)] } : function
        );
        Verification verification = Everywhere.Verify(game, judged.Pair, Wide(judged.Certificate), new CertificateWitness([.. moved]));
        Assert.StartsWith("Bellman equation of dispatcher.best", verification.Failure, StringComparison.Ordinal);
    }

    /// <summary>Probabilities must not lose more digits with many agents than the tolerance of the inequalities allows.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(0.7)]
    [InlineData(1e6)]
    public void The_verifiers_laws_sum_to_1_at_thousands_of_agents(double? dirichlet)
    {
        const int Agents = 4000;
        DirectLaws laws = new(new RandomGame(77) { Agents = Agents, Dirichlet = dirichlet }.Create(), Agents);
        Assert.Equal(1, Enumerable.Range(0, laws.Lattice(Agents).Size).Sum(rank => laws.Start(laws.Counts(Agents, rank))), 1e-12);
        Assert.Equal(1, Enumerable.Range(0, 6).Sum(rank => DirectLaws.Hypergeometric(laws.Counts(5, rank), [1234, Agents - 1234])), 1e-12);
    }

    [Fact]
    public void Another_game_another_policy_and_a_poor_witness_are_refused()
    {
        Judged judged = Judge(KernelShape.Dense, 2, 3, 1);
        StoredCertificate stored = Wide(judged.Certificate);
        CooperativeGame other = new RandomGame(1).Create();
        Assert.Contains("another game", Refusal(other, judged.Pair, judged.Witness!), StringComparison.Ordinal);
        Assert.Contains(
            "another policy",
            Refusal(judged.Game, judged.Pair with { Local = LocalPolicy.Uniform(judged.Game) }, judged.Witness!),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no function value",
            Refusal(judged.Game, judged.Pair, new CertificateWitness(judged.Witness!.Functions.Skip(1).ToArray())),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "does not fit",
            Refusal(
                judged.Game,
                judged.Pair,
                new CertificateWitness([.. judged.Witness.Functions.Select(f => f with { Values = f.Values[1..] })])
            ),
            StringComparison.Ordinal
        );

        string Refusal(CooperativeGame game, JointPolicy pair, CertificateWitness witness) =>
            Assert
                .Throws<InvalidInputException>(() =>
                {
                    Everywhere.Verify(game, pair, stored, witness);
                })
                .Message;
    }

    [Theory]
    [InlineData("\"agents\": 3", "\"agents\": \"3\"", "agents is a text")]
    [InlineData("\"residual\"", "\"residuals\"", "residual is missing")]
    [InlineData("\"method\": \"exact\"", "\"method\": \"guess\"", "\"exact\" or \"estimate\"")]
    [InlineData("antiphon-certificate/1", "antiphon-certificate/2", "it was written by another version of Antiphon")]
    [InlineData("\"worst\": [", "\"worst\": [0, ", "has 3 entries")]
    public void A_damaged_file_is_refused_by_place(string found, string replaced, string message)
    {
        string text = CertificateFile.Write(Judge(KernelShape.Dense, 2, 3, 1).Certificate);
        Assert.Contains(found, text, StringComparison.Ordinal);
        Assert.Contains(
            message,
            Assert
                .Throws<InvalidInputException>(() =>
                {
                    CertificateFile.Parse(text.Replace(found, replaced, StringComparison.Ordinal), "c.json");
                })
                .Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// JSON can write numbers that doubles cannot hold; reading makes them infinite, and every inequality below an infinite upper end
    /// would hold.
    /// </summary>
    [Theory]
    [InlineData("residual")]
    [InlineData("firstOrderGap")]
    [InlineData("dispatcherGap.worst[1]")]
    [InlineData("epsilon.initial")]
    public void A_number_too_large_for_a_double_is_refused_by_place(string place)
    {
        string text = CertificateFile.Write(Judge(KernelShape.Dense, 2, 3, 1).Certificate);
        string before = place switch
        {
            "dispatcherGap.worst[1]" => "\"dispatcherGap\".*\"worst\": .*, ",
            "epsilon.initial" => "\"epsilon\": . \"initial\": ",
            _ => $"\"{place}\": ",
        };
        string huge = Regex.Replace(text, $"({before})([-0-9.E]+)", "${1}1e999", RegexOptions.NonBacktracking);
        string message = Assert
            .Throws<InvalidInputException>(() =>
            {
                CertificateFile.Parse(huge, "c.json");
            })
            .Message;
        Assert.Contains($"{place} is too large for a double", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_with_a_value_that_is_no_finite_number_is_refused()
    {
        Judged judged = Judge(KernelShape.Dense, 2, 3, 1);
        foreach (double poison in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            CertificateWitness witness = new([
                .. judged.Witness!.Functions.Select(function => function with { Values = [poison, .. function.Values[1..]] }),
            ]);
            Assert.Throws<InvalidInputException>(() =>
            {
                Everywhere.Verify(judged.Game, judged.Pair, Wide(judged.Certificate), witness);
            });
            CertificateWitness unsure = new([.. judged.Witness.Functions.Select(function => function with { Error = poison })]);
            Assert.Throws<InvalidInputException>(() =>
            {
                Everywhere.Verify(judged.Game, judged.Pair, Wide(judged.Certificate), unsure);
            });
        }
    }

    [Fact]
    public void The_name_of_another_game_is_refused()
    {
        Judged judged = Judge(KernelShape.Dense, 2, 3, 1);
        StoredCertificate renamed = Wide(judged.Certificate with { Game = "another" });
        Assert.Contains(
            "game is another; expected",
            Assert
                .Throws<InvalidInputException>(() =>
                {
                    Everywhere.Verify(judged.Game, judged.Pair, renamed, judged.Witness!);
                })
                .Message,
            StringComparison.Ordinal
        );
    }

    private static Judged Judge(KernelShape shape, int states, int agents, int observations, double accuracy = 1e-10) =>
        new(
            new RandomGame((ulong)(980 + agents))
            {
                Shape = shape,
                LocalStates = states,
                Agents = agents,
                Discount = 0.8,
            }.Create(),
            observations,
            7,
            deterministic: shape is KernelShape.Deterministic or KernelShape.Cyclic,
            accuracy
        );

    private static EquilibriumGap Upper(EquilibriumGap gap) =>
        gap with
        {
            Initial = gap.Initial with { Upper = gap.Initial.Upper - Math.Min(1e-6, (gap.Initial.Upper - gap.Initial.Lower) / 2) },
        };

    private static EquilibriumGap Lower(EquilibriumGap gap) =>
        gap with
        {
            Worst = gap.Worst with { Lower = gap.Worst.Lower + ((gap.Worst.Upper - gap.Worst.Lower) / 2) },
        };

    /// <summary>Figures that leave room: zero below, much above.</summary>
    internal static StoredCertificate Wide(NashCertificate certificate)
    {
        EquilibriumGap gap = new(new GapInterval(0, 1e9), new GapInterval(0, 1e9));
        return new StoredCertificate(
            certificate with
            {
                Residual = 1,
                DispatcherGap = gap,
                AgentGap = gap,
                TeamGap = gap,
                SelfishAgentGap = gap,
                WelfareGap = gap,
            },
            1e9,
            1e9,
            null
        );
    }
}
