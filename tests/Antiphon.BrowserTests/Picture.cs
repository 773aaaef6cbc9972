using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Antiphon.BrowserTests;

/// <summary>
/// Pictures that people have looked at and approved, in the folder Pictures beside this file. Set ANTIPHON_ACCEPT=1 to write them anew,
/// then look at the difference. They are taken at half the size, with one font and without hinting (fonts.conf): what remains different
/// between two builds of Chromium is the shade of an edge.
/// </summary>
internal static class Picture
{
    /// <summary>The size of a pixel of the page in the picture.</summary>
    public const double Scale = 0.5;

    // Of 255, in any channel: more is another colour, less the shade of an edge.
    private const int Shade = 64;

    // The share of the pixels that may differ: in all, and in any square, so that a label that moved is found on a long page.
    private const double MostOfAll = 0.002;
    private const double MostOfSquare = 0.1;
    private const int Square = 24;

    // Both pictures on canvases of one size; every pixel that differs is drawn red on the faded picture as approved.
    private const string Comparison = """
        async (approved, found, shade, square) => {
          const decoded = (text) => createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]));
          const images = [await decoded(approved), await decoded(found)];
          const width = Math.max(...images.map((image) => image.width));
          const height = Math.max(...images.map((image) => image.height));
          const [left, right] = images.map((image) => {
            const context = new OffscreenCanvas(width, height).getContext('2d');
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, width, height).data;
          });
          const result = new ImageData(width, height);
          const squares = new Map();
          let differing = 0;
          for (let pixel = 0; pixel < width * height; pixel++) {
            const at = 4 * pixel;
            const differs = [0, 1, 2, 3].some((channel) => Math.abs(left[at + channel] - right[at + channel]) > shade);
            result.data.set(differs ? [255, 0, 0, 255] : [left[at], left[at + 1], left[at + 2], 70], at);
            if (differs) {
              const place = `${Math.floor((pixel % width) / square)},${Math.floor(pixel / width / square)}`;
              squares.set(place, (squares.get(place) ?? 0) + 1);
              differing++;
            }
          }
          const canvas = new OffscreenCanvas(width, height);
          canvas.getContext('2d').putImageData(result, 0, 0);
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
          return {
            sizes: images.map((image) => `${image.width} x ${image.height}`),
            share: differing / (width * height),
            worst: Math.max(0, ...squares.values()) / (square * square),
            picture: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
          };
        }
        """;

    /// <summary>The page looks as approved.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">Name of the picture.</param>
    public static async Task AssertEqual(OpenPage page, string name, [CallerFilePath] string caller = "")
    {
        string approved = Path.Combine(Path.GetDirectoryName(caller)!, "Pictures", $"{name}.png");
        string found = await page.Photograph(Scale);
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            await File.WriteAllBytesAsync(approved, Convert.FromBase64String(found));
        }

        string expected = Convert.ToBase64String(await File.ReadAllBytesAsync(approved));
        JsonNode difference = (await page.Evaluate($"({Comparison})('{expected}', '{found}', {Shade}, {Square})"))!;
        string[] sizes = [.. difference["sizes"]!.AsArray().Select(size => (string)size!)];
        (double share, double worst) = ((double)difference["share"]!, (double)difference["worst"]!);
        if (sizes[0] != sizes[1] || share > MostOfAll || worst > MostOfSquare)
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "pictures");
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), Convert.FromBase64String(found));
            await File.WriteAllBytesAsync(
                Path.Combine(folder, $"{name}-difference.png"),
                Convert.FromBase64String((string)difference["picture"]!)
            );
            Assert.Fail(
                $"{name} does not look as approved: {sizes[1]} pixels, expected {sizes[0]}; {share:P2} of them differ (at most "
                    + $"{MostOfAll:P2}), {worst:P0} of the worst square (at most {MostOfSquare:P0}). The picture and the difference are "
                    + $"in {folder}. If the page is to look so, run again with ANTIPHON_ACCEPT=1 and look at what changed."
            );
        }
    }
}
