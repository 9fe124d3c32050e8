//! Huffman codes (哈夫曼编码) as deflate has them (RFC 1951, 3.2.2).

/// The code of each symbol, its bits in the order in which they are written, and their number; 0 bits: it does not occur.
pub(crate) type Codes<const SYMBOLS: usize> = [(u16, u8); SYMBOLS];

/// No code is longer.
pub(crate) const LONGEST: usize = 15;

/// The codes of symbols that occur so often, at most `limit` bits long; there are always two at least.
pub(crate) fn codes<const SYMBOLS: usize>(counts: &[u32; SYMBOLS], limit: usize) -> Codes<SYMBOLS> {
    let lengths = lengths(counts, limit);
    let mut of_length = [0u16; LONGEST + 1];
    for &length in &lengths {
        of_length[usize::from(length)] += 1;
    }
    of_length[0] = 0;
    let mut next = [0u16; LONGEST + 1];
    for length in 1..=LONGEST {
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    }
    lengths.map(|length| {
        let code = &mut next[usize::from(length)];
        let bits = code.reverse_bits() >> (16 - u32::from(length)).min(15);
        *code += u16::from(length > 0);
        (if length > 0 { bits } else { 0 }, length)
    })
}

/// The lengths of the codes.
fn lengths<const SYMBOLS: usize>(counts: &[u32; SYMBOLS], limit: usize) -> [u8; SYMBOLS] {
    let mut lengths = [0; SYMBOLS];
    // Count and symbol in one number; the rarest first.
    let mut symbols: Vec<u64> = (0..)
        .zip(counts)
        .filter(|&(_, &count)| count > 0)
        .map(|(symbol, &count)| u64::from(count) << 16 | symbol)
        .collect();
    for symbol in 0.. {
        if symbols.len() >= 2 {
            break;
        }
        // A code needs two symbols.
        if symbols.iter().all(|&known| known & 0xffff != symbol) {
            symbols.push(1 << 16 | symbol);
        }
    }
    symbols.sort_unstable();
    let mut weights: Vec<u32> = symbols.iter().map(|&symbol| (symbol >> 16) as u32).collect();
    depths(&mut weights);
    let mut of_length = [0u32; LONGEST + 1];
    for &depth in &weights {
        of_length[(depth as usize).min(limit)] += 1;
    }
    // Cut to the limit they take more room than there is: others are made longer until all have some.
    let mut room: u32 = (1..=limit)
        .map(|length| of_length[length] << (limit - length))
        .sum();
    while room > 1 << limit {
        of_length[limit] -= 1;
        let shorter = (1..limit)
            .rev()
            .find(|&length| of_length[length] > 0)
            .unwrap_or(1);
        of_length[shorter] -= 1;
        of_length[shorter + 1] += 2;
        room -= 1;
    }
    let mut rest = symbols.iter().rev();
    for (length, &count) in (0u8..).zip(&of_length) {
        for &symbol in rest.by_ref().take(count as usize) {
            lengths[(symbol & 0xffff) as usize] = length;
        }
    }
    lengths
}

/// Turns weights, the smallest first, into the depths of their leaves in place (Moffat and Katajainen, In-place
/// calculation of minimum-redundancy codes, 1995).
fn depths(weights: &mut [u32]) {
    let count = weights.len();
    // Weights become the parents of inner nodes.
    let (mut node, mut leaf) = (0, 0);
    for parent in 0..count - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            if leaf >= count || node < parent && weights[node] < weights[leaf] {
                weight += weights[node];
                weights[node] = parent as u32;
                node += 1;
            } else {
                weight += weights[leaf];
                leaf += 1;
            }
        }
        weights[parent] = weight;
    }
    // Parents become depths of inner nodes.
    weights[count - 2] = 0;
    for node in (0..count - 2).rev() {
        weights[node] = weights[weights[node] as usize] + 1;
    }
    // And these the depths of leaves, the deepest first.
    let (mut node, mut leaf) = (count - 1, count);
    let (mut open, mut depth) = (1, 0);
    while open > 0 {
        let mut inner = 0;
        while node > 0 && weights[node - 1] == depth {
            inner += 1;
            node -= 1;
        }
        for _ in inner..open {
            leaf -= 1;
            weights[leaf] = depth;
        }
        open = 2 * inner;
        depth += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No code is the beginning of another, and there is no room left.
    fn is_complete<const SYMBOLS: usize>(codes: &Codes<SYMBOLS>) -> bool {
        let taken: u32 = codes
            .iter()
            .filter(|code| code.1 > 0)
            .map(|code| 1 << (15 - code.1))
            .sum();
        let mut written: Vec<(u16, u8)> = codes
            .iter()
            .filter(|code| code.1 > 0)
            .map(|&(bits, length)| (bits.reverse_bits(), length))
            .collect();
        written.sort_unstable();
        let apart = written
            .windows(2)
            .all(|pair| pair[0].0 >> (16 - pair[0].1) != pair[1].0 >> (16 - pair[0].1));
        taken == 1 << 15 && apart
    }

    #[test]
    fn what_occurs_more_often_is_shorter_and_no_code_is_too_long() {
        let mut fibonacci = [1u32; 30];
        for index in 2..30 {
            fibonacci[index] = fibonacci[index - 1] + fibonacci[index - 2];
        }
        for limit in [5, 7, 9, 15] {
            let codes = codes(&fibonacci, limit);
            assert!(is_complete(&codes), "{limit}");
            assert!(
                codes
                    .iter()
                    .all(|code| (1..=limit).contains(&usize::from(code.1)))
            );
            assert!(codes.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        }
    }

    #[test]
    fn there_are_two_codes_at_least() {
        for counts in [
            [0; 19],
            std::array::from_fn(|symbol| u32::from(symbol == 0)),
            std::array::from_fn(|symbol| u32::from(symbol == 18)),
        ] {
            let codes = codes(&counts, 7);
            assert!(is_complete(&codes));
            assert!(
                counts
                    .iter()
                    .zip(&codes)
                    .all(|(&count, code)| count == 0 || code.1 == 1)
            );
        }
    }

    #[test]
    fn a_text_takes_as_many_bits_as_by_hand() {
        // a 5, b 2, c 1, d 1: 1, 2, 3 and 3 bits.
        let codes = codes(&[5, 2, 1, 1], 15);
        let lengths: Vec<u8> = codes.iter().map(|code| code.1).collect();
        assert_eq!(lengths, [1, 2, 3, 3]);
        assert_eq!(codes.map(|code| code.0), [0b0, 0b01, 0b011, 0b111]);
    }
}
