using System.Text.Json;

namespace Antiphon.Benchmarks.Federated;

/// <summary>Mean training loss of a method after a number of rounds.</summary>
internal sealed record FedProxPoint(string Data, string Method, int Round, double Loss);

/// <summary>The order of FedAvg and FedProx as a Vega-Lite specification with its data inside.</summary>
internal static class FedProxFigure
{
    internal const int RoundsBetweenPoints = 5;

    internal static FedProxPoint Point(double spread, string method, int place, double loss) =>
        new(FormattableString.Invariant($"synthetic({spread}, {spread})"), method, (place + 1) * RoundsBetweenPoints, Math.Round(loss, 4));

    internal static string Of(IEnumerable<FedProxPoint> points, int seeds, double stragglers) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json",
                ["title"] = $"Training loss with {stragglers:0%} stragglers, mean over {seeds} seeds",
                ["background"] = "white",
                ["data"] = new
                {
                    values = points.Select(point => new
                    {
                        data = point.Data,
                        method = point.Method,
                        round = point.Round,
                        loss = point.Loss,
                    }),
                },
                ["mark"] = new { type = "line" },
                ["width"] = 200,
                ["height"] = 180,
                ["encoding"] = new
                {
                    column = new { field = "data", title = (string?)null },
                    x = new { field = "round", type = "quantitative" },
                    y = new
                    {
                        field = "loss",
                        type = "quantitative",
                        title = "training loss",
                        scale = new { zero = false },
                    },
                    color = new { field = "method", title = (string?)null },
                    strokeDash = new { field = "method", title = (string?)null },
                },
                ["config"] = new { legend = new { orient = "bottom" } },
            }
        );
}
