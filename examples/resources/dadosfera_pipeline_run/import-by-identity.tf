# SPDX-License-Identifier: MPL-2.0

import {
  to = dadosfera_pipeline_run.lookups
  identity = {
    pipeline_id = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae"
    run_id      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
  }
}
